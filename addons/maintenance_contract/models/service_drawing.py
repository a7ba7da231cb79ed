from odoo import models
from odoo.exceptions import UserError


class ServiceDrawing(models.AbstractModel):
    """Papers that take seconds: made step by step, each committed, so that a page shows how far.

    A model names its steps and does them; the page asks for one after the other. A step that is
    not the model's next one is refused in words, so that a closed browser leaves nothing half true.
    """

    _name = "service.drawing"
    _description = "Papers made in steps"

    def _drawing_steps(self, purpose):
        """Return [(key, words), …] of what is to be done; extended by the models."""
        return []

    def _drawing_do(self, purpose, key):
        """Do one step; the last one may return an action."""
        raise NotImplementedError

    def _draw_shown(self, purpose, title):
        """Return the action that shows the steps while they are done."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "maintenance_contract.drawing",
            "name": title,
            "params": {
                "model": self._name,
                "id": self.id,
                "purpose": purpose,
                "steps": self._drawing_steps(purpose),
            },
        }

    def drawing_step(self, purpose, key):
        """Do step ``key`` of ``purpose``; return an action after the last one, or False."""
        self.ensure_one()
        self.check_access("write")
        if key not in dict(self._drawing_steps(purpose)):
            raise UserError(self.env._("There is no step %s here.", key))
        return self._drawing_do(purpose, key) or False
